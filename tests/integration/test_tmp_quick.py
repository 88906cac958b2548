import tests.integration.test_figures_against_oracle as m
from tests.integration.test_figures_against_oracle import place
from tests.integration import council_checks, council_pages, council_files
from tests.random_councils import council, questions
from elearning import clock
import pytest
from elearning.extensions import db
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.compliance import standing
from elearning.queries.facts import facts
from elearning.queries.standings import standings_on, rows_on
def check_fast(place, day, instant):
    with place.site.app_context():
        s=db.session()
        for scope in (EVERYBODY, Scope(frozenset(range(1,8)))):
            full={k:r for k,v in facts(s,scope,as_at=day,known_on=instant).items() if (r:=standing(v,day)) is not None}
            rows=rows_on(s,scope,as_at=day,known_on=instant)
            place.same("rows",rows,full)
            got=standings_on(s,scope,as_at=day,known_on=instant)
            place.same("standings",{(p,mo):v for mo,d in got.items() for p,v in d.items()},{tuple(k):r.standing for k,r in full.items()})
        db.session.remove()
@pytest.mark.parametrize("seed", range(0,14))
def test_all(place, seed):
    lived=council(seed,place.published); place.fill(lived)
    for number,(day,instant) in enumerate(questions(lived,6,2,clock.now()),seed):
        for check in (check_fast, council_checks.check_structure, council_checks.check_rows, council_checks.check_summary, *( [council_pages.check_dashboard, council_pages.check_trend] if number%6==0 else [])):
            m.differing(place,check,seed,day,instant)

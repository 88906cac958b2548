"""What the modules cover, as tables: the founding report's points by lesson, objectives by question."""

from flask import render_template

from elearning.authoring.coverage import coverage as coverage_of
from elearning.authoring.coverage_tables import point_state
from elearning.authoring.sources import read_sources
from elearning.domain.access import Role
from elearning.domain.modules import Kind
from elearning.domain.refusals import NotFound
from elearning.web.access import requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.modules import modules_of_files, settings
from elearning.web.typed import typed


@blueprint.get("/coverage")
@requires(Role.AUTHOR)
def coverage() -> str:
    """Both tables over all modules or one. A module with errors is left out and named."""
    modules, slug = modules_of_files(), typed("module")
    if slug and slug not in [module.slug for module in modules]:
        raise NotFound("There is no such module in the files.")
    versions = [module.version for module in modules if module.version]
    found = coverage_of(versions, read_sources(settings().content_dir), only=slug or None)
    broken = [module for module in modules if module.version is None]
    return render_template(
        "author/coverage.html", modules=modules, slug=slug, found=found, broken=broken, kinds=list(Kind),
        state_of=point_state,
    )  # fmt: skip

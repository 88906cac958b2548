"""A person at a keyboard: every step of theirs is a key, and wherever the focus comes it must be seen."""

from collections import Counter

from playwright.sync_api import Page

from elearning.domain.modules import Kind, Question
from tests.answering import lists_to_choose

FOCUS = """
wanted => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const label = e.matches('input[type=radio], input[type=checkbox]') ? e.labels[0] : null;
  const ring = label ? getComputedStyle(label, '::before') : style;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    what: e.outerHTML.slice(0, 160), isWanted: e.matches(wanted), isSkip: e.matches('.govuk-skip-link'),
    isMarked: ring.outlineStyle !== 'none' || ring.boxShadow !== 'none' || style.backgroundColor === 'rgb(255, 221, 0)',
    isInView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
    isUncovered: !top || e.contains(top) || top.contains(e) || (!!label && label.contains(top)),
  };
}
"""
STOPS_AT_MOST = 16
"""How often Tab may be needed before the next thing to do on a page of this site; more is a page to mend."""


class Keyboard:
    """Keys on a page. `pressed` counts them; `most` is the longest way to anything, and where that was."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: Counter[str] = Counter()
        self.most = (0, "")

    def key(self, name: str) -> None:
        """Press one key."""
        self.pressed[name] += 1
        self.page.keyboard.press(name)

    def tab(self, wanted: str = "*") -> dict[str, object] | None:
        """Press Tab, and see where the focus is."""
        self.key("Tab")
        return self.see_focus(wanted)

    def see_focus(self, wanted: str = "*") -> dict[str, object] | None:
        """What has the focus, which must be seen. None if the page has not: the browser's own controls may."""
        focus: dict[str, object] | None = self.page.evaluate(FOCUS, wanted)
        if focus:
            where = f"{focus['what']} of {self.page.url}"
            assert focus["isMarked"], f"The focus cannot be told on {where}"
            assert focus["isInView"], f"The focus is out of view on {where}"
            assert focus["isUncovered"], f"The focus is covered on {where}"
        return focus

    def come_to(self, selector: str, *, most: int = STOPS_AT_MOST) -> None:
        """Press Tab until the element that this selects has the focus, past the header and long lists by their skip links."""
        for stops in range(1, most + 1):
            focus = self.tab(selector)
            if focus and focus["isSkip"] and selector.startswith("main "):
                self.key("Enter")
            elif focus and focus["isWanted"]:
                self.most = max(self.most, (stops, f"{selector} on {self.page.url}"))
                return
        raise AssertionError(f"{most} times Tab never came to {selector} on {self.page.url}")

    def focus_is_on(self, selector: str) -> bool:
        """Whether this has the focus without a further key, and is seen to have it."""
        focus = self.see_focus(selector)
        return bool(focus and focus["isWanted"])

    def follow(self, selector: str, *, most: int = STOPS_AT_MOST) -> None:
        """Come to a link or a button, press it, and be on the page that it leads to."""
        self.come_to(selector, most=most)
        with self.page.expect_navigation():
            self.key("Enter")

    def choose(self, value: str) -> None:
        """Choose one option: check boxes one by one, radio buttons as one stop with arrows in it."""
        field = f"main input[name=chosen][value='{value}']"
        if self.page.locator(field).get_attribute("type") == "checkbox":
            self.come_to(field)
            self.key("Space")
            return
        self.come_to("main input[name=chosen]")
        self.key("Space")
        for _ in range(8):
            if self.page.evaluate("selector => document.querySelector(selector).checked", field):
                return
            self.key("ArrowDown")
        raise AssertionError(f"The arrows never came to {value} on {self.page.url}")

    def select(self, label: str, value: str) -> None:
        """Choose from a drop-down list with the arrows."""
        field = self.page.get_by_label(label, exact=True)
        self.come_to(f"main #{field.get_attribute('id')}")
        for _ in range(12):
            if field.input_value() == value:
                return
            self.key("ArrowDown")
        raise AssertionError(f"The arrows never came to {value} in {label} on {self.page.url}")

    def write(self, words: str) -> None:
        """Type into the one field of a page."""
        self.come_to("main input#chosen")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def answer(self, question: Question, response: tuple[str, ...]) -> None:
        """Fill one question in. A story is taken to its end, and every other kind is left to be sent."""
        lists = lists_to_choose(question, response)
        if lists:
            for label in self.page.locator("main label").all_inner_texts():
                self.select(label, lists[label])
        elif question.kind in (Kind.SHORT_ANSWER, Kind.NUMBER):
            self.write(response[0])
        elif question.kind is Kind.SCENARIO and not self.page.locator("main input[name=chosen]").count():
            return  # it was taken to its end before
        elif question.kind is Kind.MULTIPLE:
            for key in self._as_shown(response):
                self.choose(key)
        else:
            for said in response:
                self.choose(said)
                if question.kind is Kind.SCENARIO:
                    self.follow("main form button")

    def _as_shown(self, response: tuple[str, ...]) -> list[str]:
        shown: list[str] = self.page.eval_on_selector_all("main input[name=chosen]", "all => all.map(e => e.value)")
        return sorted(response, key=shown.index)

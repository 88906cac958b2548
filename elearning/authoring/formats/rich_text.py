"""HTML of other systems to one paragraph of our inline Markdown; what has no place in a question is refused."""

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from markdown_it import MarkdownIt

from elearning.authoring.formats.carrying import CannotCarry, one_line
from elearning.authoring.formats.xml_tree import local, text_of

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "s": "~~", "del": "~~"}
_ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "link", "meta", "base", "input"}
_MEDIA = {"img": "a picture", "audio": "sound", "video": "a film", "table": "a table", "a": "a link"}
_BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_SPECIAL = re.compile(r"([\\`*_~\[]|&(?=#?\w+;)|<(?=[A-Za-z/!?]))")
_TAG = re.compile(r"<[a-zA-Z/!?]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE or any(name.startswith("on") for name, _ in attrs):
            raise CannotCarry("It holds a script or another active part of a page.")
        if tag in _MEDIA:
            raise CannotCarry(f"It holds {_MEDIA[tag]}; a question here is text alone.")
        self.parts.append(_EMPHASIS.get(tag, " " if tag in _BREAKS else ""))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(_EMPHASIS.get(tag, " " if tag in _BREAKS else ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(_SPECIAL.sub(r"\\\1", data))


def from_html(text: str) -> str:
    """HTML as Markdown on one line. Raises CannotCarry for pictures, links, tables and whatever could run."""
    if not _TAG.search(text) and "&" not in text:
        return one_line(_SPECIAL.sub(r"\\\1", text))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return one_line("".join(reader.parts))


_INLINE = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_ELEMENTS = {"em_open": "em", "strong_open": "strong", "code_inline": "code"}
_UNSEEN = {"feedbackInline", "modalFeedback", "prompt", "rubricBlock"}


def _append(parent: Element, text: str) -> None:
    last = parent[-1] if len(parent) else None
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def to_elements(parent: Element, markdown: str) -> None:
    """Put a line of Markdown into an element, emphasis as elements of XHTML."""
    within = [parent]
    for token in _INLINE.parseInline(markdown)[0].children or ():
        if token.type in _ELEMENTS:
            made = SubElement(within[-1], _ELEMENTS[token.type])
            made.text = token.content or None
            within += [made] if token.nesting else []
        elif token.type in ("em_close", "strong_close"):
            within.pop()
        else:
            _append(within[-1], token.content if token.type == "text" else " " * token.type.endswith("break"))


def _refuse_active(tag: str) -> None:
    if tag in _ACTIVE or tag in _MEDIA:
        raise CannotCarry(f"It holds {_MEDIA.get(tag, 'an active part of a page')}; a question here is text alone.")


def _from_element(element: Element) -> str:
    _refuse_active(local(str(element.tag)))
    found = [_SPECIAL.sub(r"\\\1", element.text or "")]
    for child in element:
        tag = local(str(child.tag))
        _refuse_active(tag)
        if tag not in _UNSEEN:
            mark = _EMPHASIS.get(tag, " " if tag in _BREAKS else "")
            inside = _literal(child) if tag == "code" else _from_element(child)
            found.append(f"{mark}{inside}{mark}" if inside.strip() else inside)
        found.append(_SPECIAL.sub(r"\\\1", child.tail or ""))
    return "".join(found)


def _literal(element: Element) -> str:
    return text_of(element).replace("`", "'")


def from_element(element: Element | None) -> str:
    """The text of an XHTML element as one line of Markdown. Raises CannotCarry for what is no text."""
    return "" if element is None else one_line(_from_element(element))


def from_text(text: str, kind: str) -> str:
    """A text of a stated format ("html", "markdown", or plain in any other word) on one line of Markdown."""
    if kind == "markdown":
        return one_line(text)
    if kind in ("html", "moodle_auto_format", "moodle"):
        return from_html(text)
    return one_line(_SPECIAL.sub(r"\\\1", text))

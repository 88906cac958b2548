"""Files as an editor with our JSON Schemas sees them."""

import yaml


def as_an_editor_reads_it(text: str) -> object:
    """YAML with dates as the texts that were typed, as a schema sees them."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, loader)

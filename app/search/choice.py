"""Which search engine a site uses, by its settings."""

from app.config import Settings, SettingsError
from app.search.port import SearchEngine


def engine_from(settings: Settings) -> SearchEngine:
    """The engine that SIGNPOST_SEARCH names, each with an index of its own. Raises: SettingsError."""
    if settings.search == "tantivy":
        return _tantivy(settings)
    from app.search.whoosh_engine import WhooshEngine

    return WhooshEngine(settings.search_index_dir)


def _tantivy(settings: Settings) -> SearchEngine:
    try:
        from app.search.tantivy_engine import TantivyEngine
    except ModuleNotFoundError as missing:
        if missing.name != "tantivy":
            raise
        raise SettingsError(
            "SIGNPOST_SEARCH is tantivy, but tantivy is not installed: "
            "run .venv/bin/pip install --editable '.[tantivy]' in the checkout, or set whoosh."
        ) from missing
    return TantivyEngine(settings.search_index_dir / "tantivy")

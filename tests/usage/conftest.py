from tests.cache.conftest import cache_dir

__all__ = ["cache_dir"]

from tests.accounts.databases import database, postgres_url

__all__ = ["database", "postgres_url"]

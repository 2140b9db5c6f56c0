"""What every test may use: ``database_url`` and ``empty_database_url``; ``browser_page``."""
pytest_plugins = ["tests.databases", "tests.browser"]

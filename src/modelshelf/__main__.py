"""`python -m modelshelf` is the command line."""

from modelshelf.cli.main import main

main()

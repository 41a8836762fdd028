"""`python -m modelshelf` is the command line."""

from modelshelf.cli.entry import main

main()

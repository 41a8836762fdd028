"""How fast Modelshelf is beside other tools: `python -m benchmarks --help`."""

"""Modelshelf: a shelf for the models in the Hugging Face cache."""

from importlib.metadata import version

__version__ = version("modelshelf")

"""Modelshelf: a shelf for the models in the Hugging Face cache."""

__version__ = "0.1.0"

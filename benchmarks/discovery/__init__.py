"""What finding models at the Hub costs."""

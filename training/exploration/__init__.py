"""Tables and plots of the notebook."""

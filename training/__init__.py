"""The steps that make the model: `python -m training download | collect | prepare | train | evaluate | package`."""

"""The steps that make the model: `python -m training download | prepare | teach | train | evaluate | package`."""

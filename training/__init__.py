"""How the model is made: `python -m training download | prepare | train | evaluate | package`."""

"""Every way of telling a film's genres that was tried, on the same films and by the same measures."""

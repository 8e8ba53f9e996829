"""Commands for the people who connect and run the service: keys, checks, and what stands in the way."""

"""The program without a face: all of it works from a terminal, none of it knows Qt."""

"""What goes on in the background and puts its result on the desk."""

int breakdown(void *out) { return 7; }
int usage(void) { return 1; }
int version(void) { return 3; }

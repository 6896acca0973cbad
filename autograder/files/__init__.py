"""Read and write files so that nothing is lost, and take nothing but ordinary files."""

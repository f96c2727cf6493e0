"""Programs for developing pgrehearse: real servers, case files, generated data, timings. Not installed with it."""

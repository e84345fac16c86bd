"""IR and declarations -> the files that are compiled and shipped."""

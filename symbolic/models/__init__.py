"""Built-in models of light mediators, one small file each; a file is all it takes to add one."""

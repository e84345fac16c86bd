"""Where kernels come from and how they run: libraries, threads, NumPy."""

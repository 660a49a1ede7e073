"""Interest and fixed sums on what is paid late: dated rates, the rules that use them, the calculation line by line."""

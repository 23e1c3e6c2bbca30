"""The long forms of `tests.faults`: `./run soak`. Seeds are printed; a run can be repeated."""

"""The long forms of what the tests do briefly: `./run soak`. Seeds are printed; a run can be repeated."""

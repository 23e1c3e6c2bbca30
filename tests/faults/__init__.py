"""What may go wrong around the program, done to it on purpose: kills, power cuts, failing disks, spoiled
files, jumping clocks, many at once, hostile texts. Short forms run with the tests, long ones by `./run soak`.
"""

"""The matrix that every forest sees: python matrix.py CSV FOLDER, as Oddflow's standard encoding makes it.

Writes x.npy (all rows), fit.npy (distinct rows labelled normal) in float32, and y.npy (1 = attack).
Heavy-tailed columns are log(1 + x), names are -log(frequency) among the rows to fit; src/features/encoder.rs has the same rules.
"""
import os, sys
import numpy, pandas

NAMES = [1, 2, 3]
HEAVY = [0, 4, 5, 7, 8, 9, 10, 12, 14, 15, 16, 17, 18, 22, 23, 31, 32]
rows = pandas.read_csv(sys.argv[1], header=None)
attack = rows[41].str.rstrip(".") != "normal"
learned = ~attack & ~rows.duplicated()
n = int(learned.sum())
x = numpy.empty((len(rows), 41), "f4")
for column in range(41):
    if column in NAMES:
        frequency = rows.loc[learned, column].value_counts() / n
        x[:, column] = -numpy.log(rows[column].map(frequency).fillna(1 / (n + 1)))
    elif column in HEAVY:
        x[:, column] = numpy.log1p(rows[column])
    else:
        x[:, column] = rows[column]
for name, array in (("x", x), ("fit", x[learned.to_numpy()]), ("y", attack.to_numpy().astype("u1"))):
    numpy.save(os.path.join(sys.argv[2], name + ".npy"), array)

"""Values to paper. Builders (`progress`) make plain values, `render` makes them HTML, `pdf` makes that a PDF; `listing` names every report."""

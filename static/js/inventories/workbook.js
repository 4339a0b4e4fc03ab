"use strict";
// A returned workbook's page: shown anew when its job is finished.

document.addEventListener("job-finished", () => window.location.reload());

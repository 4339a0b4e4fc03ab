"use strict";
// When the job on the page is finished, what the page shows has changed: show it anew.
document.addEventListener("job-finished", () => { window.location.reload(); });

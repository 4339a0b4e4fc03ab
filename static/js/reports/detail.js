"use strict";
// When the job on the page is finished, what the page shows has changed: show it anew, but never over unsent words.

document.addEventListener("job-finished", () => {
    const written = Array.from(document.querySelectorAll("textarea")).some((area) => area.value.trim() !== "");
    if (!written) {
        window.location.reload();
        return;
    }
    document.getElementById("job-note").hidden = false;
});

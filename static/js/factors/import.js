"use strict";
// An import's page: shown anew when its job is finished; a question is asked only where another's answer makes it one.

document.addEventListener("job-finished", () => window.location.reload());

(() => {
    function ask() {
        for (const part of document.querySelectorAll("[data-only-for]")) {
            const [key, wanted] = part.dataset.onlyFor.split(/=(.*)/s);
            const box = document.querySelector(`[data-question="${CSS.escape(key)}"] select, [data-question="${CSS.escape(key)}"] input`);
            part.hidden = Boolean(box) && box.value !== wanted;
        }
    }

    document.addEventListener("change", ask);
    ask();
})();

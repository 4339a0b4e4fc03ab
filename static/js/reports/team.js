"use strict";
// Choosing an account fills in its name and qualification; what was typed for a person without account stays.

(() => {
    const account = document.getElementById("id_user");
    if (!account) return;

    function fill(id, value) {
        const box = document.getElementById(id);
        if (box) box.value = value;
    }

    account.addEventListener("change", () => {
        const chosen = account.selectedOptions[0];
        if (!chosen || !chosen.dataset.name) return;
        fill("id_name", chosen.dataset.name);
        fill("id_qualification", chosen.dataset.qualification);
    });
})();

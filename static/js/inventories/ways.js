"use strict";
// The distance of a leg: taken from the table of places into an empty box, or by a button; typing over it wins.
// What the table offers stands in the note below the boxes, which the preview replaces as the places are typed.

(() => {
    const form = document.getElementById("line-form");
    if (!form) return;

    function parts(element) {
        const leg = element.closest("[data-leg]");
        if (!leg) return null;
        const box = (name) => leg.querySelector(`[name$='-${name}']`);
        return {
            leg,
            note: leg.querySelector(".leg-way"),
            distance: box("distance_km"),
            freight: box("tonne_km"),
            origin: box("route_origin"),
            destination: box("route_destination"),
            box,
        };
    }

    function changed(element) {
        element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function take(leg) {
        leg.distance.value = leg.note.dataset.km;
        leg.origin.value = leg.note.dataset.origin;
        leg.destination.value = leg.note.dataset.destination;
        // Taken while this page is open, and not typed over: it follows the places.
        leg.leg.dataset.taken = leg.distance.value;
        changed(leg.distance);
    }

    function follows(leg) {
        const { kind, km } = leg.note.dataset;
        if (!km || leg.distance.disabled || document.activeElement === leg.distance) return false;
        if (leg.distance.value === "") return leg.freight.value === "";
        return kind === "other" && leg.leg.dataset.taken === leg.distance.value;
    }

    function show() {
        for (const element of form.querySelectorAll("[data-leg]")) {
            const leg = parts(element);
            for (const button of leg.note.querySelectorAll("button")) button.hidden = leg.distance.disabled;
            for (const text of leg.note.querySelectorAll("[data-without-script]")) text.hidden = true;
            if (follows(leg)) take(leg);
        }
    }

    form.addEventListener("input", (event) => {
        if (!event.target.name || !event.target.name.endsWith("-distance_km")) return;
        const leg = parts(event.target);
        leg.origin.value = "";
        leg.destination.value = "";
        delete leg.leg.dataset.taken;
    });

    // A box that was emptied is filled again when it is left, where the table has a distance.
    form.addEventListener("focusout", (event) => {
        if (event.target.name && event.target.name.endsWith("-distance_km")) setTimeout(show, 0);
    });

    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-take], [data-place]");
        if (!button) return;
        const leg = parts(button);
        if (button.dataset.place) {
            const place = leg.box(button.dataset.place);
            place.value = button.dataset.name;
            place.focus();
            changed(place);
        } else {
            take(leg);
            leg.distance.focus();
        }
    });

    document.addEventListener("htmx:afterSettle", show);
    document.addEventListener("htmx:oobAfterSwap", show);
    show();
})();

// Opens the grid of a study's lines. Without this script, or on a phone, the page's table stays.

import { Grid } from "./grid.js";
import { Answered, Unreached } from "./saving.js";

const NARROW_PX = 700;

async function start() {
    const page = document.querySelector("[data-grid-page]");
    if (!page || window.innerWidth < NARROW_PX) return;
    try {
        await new Grid(page).open();
    } catch (error) {
        // The page's own table is still there.
        if (!(error instanceof Answered || error instanceof Unreached)) throw error;
        document.getElementById("failure").hidden = false;
    }
}

start();

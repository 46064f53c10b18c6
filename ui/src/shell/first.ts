// Whether the set-up is still to be offered: to an owner, while there is no section, until it was left once.
const key = "dateline.set-up-left";

export const leaveSetUp = () => localStorage.setItem(key, "yes");
export const setUpLeft = () => localStorage.getItem(key) !== null;

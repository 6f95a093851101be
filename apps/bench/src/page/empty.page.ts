/** A page that does nothing, to measure the memory of any page. Browser. */
export {};

/** A page that does nothing: what any page holds. Browser. */
export {};

/** Which table of the router the routes belong to. RFC 7854 §2, RFC 8671 §3, RFC 9069 §3 */
export type View = 'adj-in-pre' | 'adj-in-post' | 'adj-out-pre' | 'adj-out-post' | 'loc-rib';

/**
 * The member by which a definition brings along how it is asked: a page that defines nothing then
 * loads nothing of it. Any copy of the package knows it.
 */
export const PREPARE: unique symbol = Symbol.for('grantline.prepare')

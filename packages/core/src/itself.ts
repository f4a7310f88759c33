/** Hands back the object it is given, so that a class built on it can put a private field there. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a constructor is wanted
export class Itself {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- this is what it is for
    return object
  }
}

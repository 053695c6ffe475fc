/** What the fields of form 1/2 are called, in English. Printed from models/company/facts.py by `make schema`: do not edit. */

export const fields = {
  company: {
    controlNumber: {
      label: 'Control number',
      hint: 'Eight letters and digits, such as A0000006.',
      placeholder: '',
    },
    companyName: {
      label: 'Company name',
      hint: 'The full name, as in table C.',
      placeholder: '',
    },
    responsiblePerson: {
      label: 'Person responsible in the company or business registration',
      hint: '',
      placeholder: '',
    },
    businessAddress: {
      label: 'Business address',
      hint: '',
      placeholder: '',
    },
    businessEmail: {
      label: 'Business e-mail address',
      hint: 'The verification mail goes to this address.',
      placeholder: '',
    },
    mailingPostalCode: {
      label: 'Postal code',
      hint: 'Six digits; choosing a county and district fills in the first three.',
      placeholder: '6 digits',
    },
    mailingAddress: {
      label: 'Mailing address',
      hint: 'With county and district, without the postal code.',
      placeholder: '',
    },
    contactName: {
      label: 'Contact person',
      hint: '',
      placeholder: '',
    },
    contactEmail: {
      label: 'Contact person’s e-mail address',
      hint: '',
      placeholder: '',
    },
  },
  groups: {
    business: 'The business',
    mailing: 'Mailing details',
    contact: 'Contact details',
  },
};

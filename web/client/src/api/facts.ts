/** All facts of a company, for the documents that ask for them. Printed from models/company/facts.py by `make schema`: do not edit. */
import { graphql } from './graphql';

export const CompanyFacts = graphql(`
  fragment CompanyFacts on Company @_unmask {
    controlNumber
    companyName
    responsiblePerson
    businessAddress
    businessEmail
    mailingPostalCode
    mailingAddress
    contactName
    contactEmail
  }
`);

export const ApprovedFacts = graphql(`
  fragment ApprovedFacts on ApprovedCompany @_unmask {
    controlNumber
    companyName
    responsiblePerson
    businessAddress
    businessEmail
    mailingPostalCode
    mailingAddress
    contactName
    contactEmail
  }
`);

export const UnsentFacts = graphql(`
  fragment UnsentFacts on UnsentForm @_unmask {
    controlNumber
    companyName
    responsiblePerson
    businessAddress
    businessEmail
    mailingPostalCode
    mailingAddress
    contactName
    contactEmail
  }
`);

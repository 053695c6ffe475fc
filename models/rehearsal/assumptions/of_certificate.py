"""What the verdict assumes of a card's certificate."""

from collections.abc import Mapping
from types import MappingProxyType

from models.rehearsal.assumptions.declaration import Area, Declared
from models.rehearsal.assumptions.names import Assumption


def _of(zh: str, en: str, clause: str) -> Declared:
    return Declared(area=Area.CERTIFICATE, zh=zh, en=en, clause=clause)


OF_CERTIFICATE: Mapping[Assumption, Declared] = MappingProxyType(
    {
        Assumption.CERTIFICATE_FORM: _of(
            "憑證為 X.509 第三版，序號不超過二十個位元組。",
            "The certificate is X.509 version 3 with a serial number of at most 20 octets.",
            "RFC 5280 §4.1",
        ),
        Assumption.KEY: _of(
            "卡片的金鑰為 RSA 2048 位元。",
            "The card's key is RSA of 2048 bits.",
            "FIPS 186-5 §5.1",
        ),
        Assumption.CHAIN: _of(
            "憑證由本系統信任的內政部憑證管理中心以其金鑰簽發。",
            "A CA of citizens' cards that is trusted here has signed the certificate.",
            "RFC 5280 §4.2.1.1, §6.1.3 (a)",
        ),
        Assumption.IN_FORCE: _of(
            "憑證與其上層憑證都在有效期間內。",
            "The certificate and the CAs above it are in force.",
            "RFC 5280 §4.1.2.5, §6.1.3 (a)(2)",
        ),
        Assumption.EXTENSIONS: _of(
            "標為關鍵的擴充欄位都是本系統認得的。",
            "Every critical extension is known.",
            "RFC 5280 §4.2",
        ),
        Assumption.KEY_USAGE: _of(
            "金鑰用途只有數位簽章，沒有延伸金鑰用途。",
            "The key is for digital signatures only, without extended key usage.",
            "RFC 5280 §4.2.1.3, §4.2.1.12",
        ),
        Assumption.POLICY: _of(
            "憑證政策為保證等級第三級。",
            "The certificate policy is assurance level 3.",
            "RFC 5280 §4.2.1.4; 2.16.886.101.0.3.3",
        ),
        Assumption.HOLDER: _of(
            "主體有姓名與十六位數字的序號，並有身分證末四碼。",
            "The subject has a name and a serial number of 16 digits, and the last four characters "
            "of the national number.",
            "RFC 5280 §4.1.2.6; 2.16.886.1.100.2.51",
        ),
        Assumption.SUBJECT_CLASS: _of(
            "主體類別為自然人（國民）。",
            "The subject class is that of a citizen.",
            "2.16.886.1.100.2.1; 2.16.886.1.100.3.1.1",
        ),
        Assumption.LIST_ADDRESSES: _of(
            "憑證指出兩個廢止清冊位址：分割清冊與完整清冊。",
            "The certificate names two addresses of lists: a partition and the complete list.",
            "RFC 5280 §4.2.1.13",
        ),
        Assumption.LIST_HOSTS: _of(
            "憑證所指的主機與設定的廢止清冊主機相同，或經設定視為相同。",
            "The hosts that the certificate names are those of the configured lists, or declared "
            "the same.",
            "GPSZONE_LIST_URLS; GPSZONE_CRL_SAME_HOSTS",
        ),
    }
)

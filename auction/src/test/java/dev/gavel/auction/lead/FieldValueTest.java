package dev.gavel.auction.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

    /** Type, what is sent, its canonical spelling; none when it is invalid. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "INTEGER,42,42",
                "INTEGER,-7,-7",
                "INTEGER,007,7",
                "INTEGER,-,-",
                "INTEGER,4.0,-",
                "INTEGER,+4,-",
                "INTEGER,1001,-",
                "INTEGER,-101,-",
                "INTEGER,99999999999999999999,-",
                "INTEGER,--1,-",
                "INTEGER,٣,-",
                "MONEY,0.0005,0.0005",
                "MONEY,0.0011,-",
                "MONEY,-0.01,-",
                "BOOLEAN,true,true",
                "BOOLEAN,YES,true",
                "BOOLEAN,1,true",
                "BOOLEAN,No,false",
                "BOOLEAN,0,false",
                "BOOLEAN,maybe,-",
                "BOOLEAN,2,-",
                "DATE,1970-04-11,1970-04-11",
                "DATE,1970-02-30,-",
                "DATE,1970-4-11,-",
                "DATE,19700411,-",
                "DATE,04/11/1970,-",
                "DATE,1999-01-01,-",
                "ENUM,Own,own",
                "ENUM,RENT,rent",
                "ENUM,lease,-",
                "ZIP,00501-1234,00501",
                "ZIP,501,-",
                "STATE,tx,TX",
                "STATE,TX ,-",
                "STATE,ZZ,-",
                "PHONE,(512) 555-0100,+15125550100",
                "PHONE,555-0100,-",
                "TEXT,any thing,any thing",
                "TEXT,a text that is far too long for the field,-",
                "EMAIL,Ada@Example.COM,ada@example.com",
                "EMAIL,ada@example,-",
                "EMAIL,ada@.com,-",
                "EMAIL,@example.com,-",
                "EMAIL,a@b@example.com,-",
                "EMAIL,ada @example.com,-",
                "EMAIL,ada@example.com.,-",
                "EMAIL,IŞIL@example.com,işil@example.com",
                "HASH,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,-",
                "HASH,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "HASH,gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,-",
            })
    void readsAValueAndSpellsItInOneWay(FieldType type, String sent, String canonical) {
        Lead lead = lead(type, sent == null ? "-" : sent);
        assertThat(lead.canonical(0)).isEqualTo(canonical);
        assertThat(lead.has(0)).isEqualTo(canonical != null);
        assertThat(lead.isInvalid(0)).isEqualTo(canonical == null);
    }

    @Test
    void anEmptyTextLeavesTheSlotAbsent() {
        for (FieldType type : FieldType.values()) {
            Lead lead = lead(type, "");
            assertThat(lead.isAbsent(0)).isTrue();
            assertThat(lead.canonical(0)).isNull();
        }
        assertThat(FieldValue.parseCode(field(FieldType.INTEGER), "")).isEqualTo(FieldValue.INVALID);
    }

    @Test
    void hexadecimalDigitsAreOfAscii() {
        assertThat(lead(FieldType.HASH, "0" + "a".repeat(63)).has(0)).isTrue();
        assertThat(lead(FieldType.HASH, "\uFF10" + "a".repeat(63)).isInvalid(0)).isTrue();
    }

    @Test
    void datesAreDays() {
        assertThat(lead(FieldType.DATE, "1970-01-02").code(0)).isEqualTo(1);
        assertThat(FieldValue.format(field(FieldType.DATE), LocalDate.EPOCH.toEpochDay()))
                .isEqualTo("1970-01-01");
    }

    @Test
    void leadsAndConsentsShowNoValue() {
        Lead lead = lead(FieldType.PHONE, "512-555-0100");
        assertThat(lead.toString()).isEqualTo("Lead[test]");
        Consent consent = new Consent(
                "I agree", "https://example.com", "192.0.2.1", "agent", null, "en", List.of("Acme Inc."), null, null);
        assertThat(consent.toString()).isEqualTo("Consent");
    }

    @Test
    void aPostAddsToItsPingAndIsComparedWithIt() {
        Vertical vertical = new Vertical("two", List.of(field(FieldType.ZIP), named(1, FieldType.PHONE)));
        Lead ping = Lead.of(vertical).set("f0", "78701").build();
        Lead post = ping.toBuilder().set("f1", "512-555-0100").build();
        assertThat(post.sameValue(0, ping)).isTrue();
        assertThat(post.sameValue(1, ping)).isFalse();
        assertThat(ping.isAbsent(1)).isTrue();
        Lead changed = post.toBuilder().set("f0", "78702").build();
        assertThat(changed.sameValue(0, ping)).isFalse();
        Lead broken = post.toBuilder().setInvalid(vertical.field(0)).build();
        assertThat(broken.sameValue(0, ping)).isFalse();
        assertThat(broken.isInvalid(0)).isTrue();
        assertThat(broken.code(0)).isZero();
        assertThat(post.toBuilder().clear(vertical.field(0)).build().isAbsent(0))
                .isTrue();
    }

    private static Lead lead(FieldType type, String value) {
        return Lead.of(new Vertical("test", List.of(field(type))))
                .set("f0", value)
                .build();
    }

    private static Field field(FieldType type) {
        return named(0, type);
    }

    private static Field named(int index, FieldType type) {
        long most = type == FieldType.TEXT ? 20 : 1_000;
        return new Field(
                index,
                "f" + index,
                type,
                DataClass.PUBLIC,
                null,
                type == FieldType.ENUM ? List.of("own", "rent") : List.of(),
                -100,
                most,
                false);
    }
}

package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page of dependencies says why each one is there, and names no other. */
final class DependenciesTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+:[^`]+)` \\| (.+) \\|$", Pattern.MULTILINE);

    @Test
    void everyManagedDependencyEarnsItsPlace() throws Exception {
        List<String> explained = new ArrayList<>();
        Matcher row = ROW.matcher(Repository.read("docs/adr/0004-dependencies.md"));
        while (row.find()) {
            explained.add(row.group(1));
        }
        assertThat(explained).containsExactlyInAnyOrderElementsOf(managed());
    }

    private static List<String> managed() throws Exception {
        Document pom = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Repository.ROOT.resolve("pom.xml").toFile());
        Element management =
                (Element) pom.getElementsByTagName("dependencyManagement").item(0);
        NodeList dependencies = management.getElementsByTagName("dependency");
        List<String> managed = new ArrayList<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String group = text(dependency, "groupId");
            if (!group.equals("dev.gavel")) {
                managed.add(group + ":" + text(dependency, "artifactId"));
            }
        }
        return managed;
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }
}

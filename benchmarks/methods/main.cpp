// SPDX-License-Identifier: MIT
// Problem x method: outcome, J - J*, evaluations, time; of this library and of the others that are installed.
//
//     benchmark_methods [budget] [methods] [problems] [rows.csv]
//
// The tables go to standard output, in Markdown. `methods` and `problems` are parts of names, "this|that" for several
// and "" for all; `minimize` always takes part.
#include "../arguments.hpp"
#include "method.hpp"

#include "problems/further_problems.hpp"
#include "problems/more_garbow_hillstrom.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace benchmark;

/// A problem with one of its starts.
struct Task {
    std::string group;
    Problem problem;
    double floor;
};

/// What came of one method on one problem.
struct Row {
    const Task* task;
    const Method* method;
    bool solved;
    Claim claim;
    double cost;
    double norm;
    std::int64_t evaluations;
    std::int64_t spent;
    double seconds;
    bool at_floor; ///< the gradient is as small as its rounding there

    bool false_claim() const { return claim == Claim::converged && !solved && !at_floor; }
    std::string outcome() const {
        return solved                      ? "solved"
               : claim == Claim::converged ? at_floor ? "rounding" : "falsely converged"
               : claim == Claim::gave_up   ? "gave up"
                                           : "budget";
    }
};

std::vector<Task> tasks() {
    using namespace descent::problems;
    std::vector<Task> all;
    for (const double factor : {1.0, 10.0, 100.0}) {
        for (Problem& problem : more_garbow_hillstrom()) {
            const double floor = rounding_floor(problem);
            if (problem.start.isZero()) {
                problem.start.setConstant(factor == 1 ? 0 : factor); // as MINPACK's drivers do
            } else {
                problem.start *= factor;
            }
            std::string group = factor == 1    ? "standard"
                                : factor == 10 ? "start x10"
                                               : "start x100";
            all.push_back({std::move(group), std::move(problem), floor});
        }
    }
    for (Problem& problem : further_problems()) {
        const double floor = rounding_floor(problem);
        all.push_back({"further", std::move(problem), floor});
    }
    return all;
}

std::vector<Method> methods() {
    std::vector<Method> all = our_methods();
    for (auto* peers : std::initializer_list<std::vector<Method> (*)()>{DESCENT_PEERS}) {
        for (Method& method : peers()) {
            all.push_back(std::move(method));
        }
    }
    return all;
}

Row measure_once(const Task& task, const Method& method, std::int64_t budget) {
    Recorder recorder{task.problem, task.floor, budget};
    Claim claim = Claim::gave_up;
    try {
        claim = method.run(recorder, task.problem.start, budget);
    } catch (const std::exception& e) {
        std::cerr << task.problem.name << ", " << method.name << ": " << e.what() << '\n';
    }
    const bool somewhere = recorder.theta().size() > 0;
    return {&task,
            &method,
            recorder.met(),
            claim,
            recorder.cost(),
            recorder.norm(),
            recorder.evaluations(),
            recorder.spent(),
            recorder.seconds(),
            somewhere && (recorder.norm() <= rounding_floor(task.problem, recorder.theta()) ||
                          recorder.norm() <= 1e-8 * std::max(1.0, std::abs(recorder.cost())))};
}

/// The run with the least time of up to five, where one is short: they differ in nothing else.
Row measure(const Task& task, const Method& method, std::int64_t budget) {
    Row row = measure_once(task, method, budget);
    for (int i = 1; i < 5 && row.solved && row.seconds < 0.01; ++i) {
        row.seconds = std::min(row.seconds, measure_once(task, method, budget).seconds);
    }
    return row;
}

std::string number(double value, const char* format = "%.1e") {
    char text[40];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

class Results {
public:
    explicit Results(std::vector<Row> rows) : rows_{std::move(rows)} {}

    std::vector<const Row*> of(const Method& method, const std::string& group) const {
        std::vector<const Row*> found;
        for (const Row& row : rows_) {
            if (row.method == &method && row.task->group == group) {
                found.push_back(&row);
            }
        }
        return found;
    }

    const std::vector<Row>& rows() const { return rows_; }

private:
    std::vector<Row> rows_;
};

const std::vector<std::string> groups{"standard", "start x10", "start x100", "further"};

/// One line a method: how many problems it solves in each group, with how many evaluations.
void write_methods(const Results& results, const std::vector<Method>& all) {
    std::cout << "\n## Methods\n\nSolved problems, evaluations for those, false claims of "
                 "convergence.\n\n| method |";
    for (const auto& group : groups) {
        std::cout << ' ' << group << " |";
    }
    std::cout << "\n|---|---|---|---|---|\n";
    for (const Method& method : all) {
        std::cout << "| " << method.name << " |";
        for (const auto& group : groups) {
            int solved = 0;
            int falsely = 0;
            int count = 0;
            std::int64_t evaluations = 0;
            for (const Row* row : results.of(method, group)) {
                ++count;
                solved += row->solved ? 1 : 0;
                falsely += row->false_claim() ? 1 : 0;
                evaluations += row->solved ? row->evaluations : 0;
            }
            std::cout << ' ' << solved << " of " << count << ", " << evaluations;
            if (falsely > 0) {
                std::cout << ", " << falsely << " false";
            }
            std::cout << " |";
        }
        std::cout << '\n';
    }
}

/// One line a method: the evaluations of `minimize` and of the method on the problems that both solve.
void write_pairs(const Results& results, const std::vector<Method>& all) {
    std::cout << "\n## `minimize` beside each\n\nOn the problems that both solve: how many they "
                 "are, evaluations of "
                 "`minimize` : of the method. In brackets the problems that only `minimize` : only "
                 "the method solves.\n\n| method |";
    for (const auto& group : groups) {
        std::cout << ' ' << group << " |";
    }
    std::cout << " same minimum, standard |\n|---|---|---|---|---|---|\n";
    for (std::size_t m = 1; m < all.size(); ++m) {
        std::cout << "| " << all[m].name << " |";
        std::string same;
        for (const auto& group : groups) {
            const auto ours = results.of(all[0], group);
            const auto theirs = results.of(all[m], group);
            int both = 0;
            int only_ours = 0;
            int only_theirs = 0;
            std::int64_t our_count = 0;
            std::int64_t their_count = 0;
            int both_same = 0;
            std::int64_t our_same = 0;
            std::int64_t their_same = 0;
            for (std::size_t i = 0; i < ours.size(); ++i) {
                only_ours += ours[i]->solved && !theirs[i]->solved ? 1 : 0;
                only_theirs += !ours[i]->solved && theirs[i]->solved ? 1 : 0;
                if (ours[i]->solved && theirs[i]->solved) {
                    ++both;
                    our_count += ours[i]->evaluations;
                    their_count += theirs[i]->evaluations;
                    if (std::abs(ours[i]->cost - theirs[i]->cost) <=
                        1e-3 * std::max(1e-3, std::abs(ours[i]->cost))) {
                        ++both_same;
                        our_same += ours[i]->evaluations;
                        their_same += theirs[i]->evaluations;
                    }
                }
            }
            std::cout << ' ' << both << ", " << our_count << " : " << their_count << " ("
                      << only_ours << " : " << only_theirs << ") |";
            if (group == "standard") {
                same = std::to_string(both_same) + ", " + std::to_string(our_same) + " : " +
                       std::to_string(their_same);
            }
        }
        std::cout << ' ' << same << " |\n";
    }
}

/// One line a method: the time of `minimize` and of the method on the problems that both solve, by size.
void write_times(const Results& results, const std::vector<Method>& all) {
    std::cout << "\n## Time\n\nOn the problems that both solve: how many they are, milliseconds in "
                 "total, "
                 "`minimize` : the method, in brackets microseconds an evaluation.\n\n"
                 "| method | standard | further, n <= 100 | n = 1000 | n = 10 000 |\n"
                 "|---|---|---|---|---|\n";
    struct Sizes {
        const char* group;
        Index least;
        Index most;
    };
    for (std::size_t m = 1; m < all.size(); ++m) {
        std::cout << "| " << all[m].name << " |";
        for (const Sizes& sizes :
             {Sizes{"standard", 1, 100}, Sizes{"further", 1, 100}, Sizes{"further", 1000, 1000},
              Sizes{"further", 10'000, 10'000}}) {
            const auto ours = results.of(all[0], sizes.group);
            const auto theirs = results.of(all[m], sizes.group);
            int both = 0;
            double our_time = 0;
            double their_time = 0;
            std::int64_t our_count = 0;
            std::int64_t their_count = 0;
            for (std::size_t i = 0; i < ours.size(); ++i) {
                const Index n = ours[i]->task->problem.size();
                if (n >= sizes.least && n <= sizes.most && ours[i]->solved && theirs[i]->solved) {
                    ++both;
                    our_time += ours[i]->seconds;
                    their_time += theirs[i]->seconds;
                    our_count += ours[i]->evaluations;
                    their_count += theirs[i]->evaluations;
                }
            }
            if (both == 0) {
                std::cout << " none |";
                continue;
            }
            const auto each = [](double time, std::int64_t evaluations) {
                return number(1e6 * time / static_cast<double>(evaluations), "%.3g");
            };
            std::cout << ' ' << both << ", " << number(1e3 * our_time, "%.3g") << " : "
                      << number(1e3 * their_time, "%.3g") << " (" << each(our_time, our_count)
                      << " : " << each(their_time, their_count) << ") |";
        }
        std::cout << '\n';
    }
}

/// What `minimize` makes of each problem, and of each start.
void write_default(const Results& results, const Method& method) {
    for (const auto& group : groups) {
        std::cout << "\n## `minimize`, " << group
                  << "\n\n| problem | n | outcome | J - J* | largest gradient | evaluations | "
                     "floor |\n|---|---|---|---|---|---|---|\n";
        for (const Row* row : results.of(method, group)) {
            const Problem& problem = row->task->problem;
            std::cout << "| " << problem.name << " | " << problem.size() << " | " << row->outcome()
                      << " | " << number(row->cost - problem.infimum()) << " | "
                      << number(row->norm) << " | " << row->evaluations << " | "
                      << number(row->task->floor) << " |\n";
        }
    }
}

void write_csv(const Results& results, const std::string& path) {
    std::ofstream out{path};
    out << "group,problem,n,method,outcome,excess,gradient,evaluations,spent,seconds,said\n";
    for (const Row& row : results.rows()) {
        out << row.task->group << ",\"" << row.task->problem.name << "\","
            << row.task->problem.size() << ",\"" << row.method->name << "\"," << row.outcome()
            << ',' << number(row.cost - row.task->problem.infimum(), "%.6e") << ','
            << number(row.norm, "%.3e") << ',' << row.evaluations << ',' << row.spent << ','
            << number(row.seconds, "%.3e") << ',' << static_cast<int>(row.claim) << '\n';
    }
}

/// Whether the text holds one of the parts, which stand between bars.
bool holds(const std::string& text, const std::string& parts) {
    std::istringstream stream{parts};
    std::string part;
    while (std::getline(stream, part, '|')) {
        if (text.find(part) != std::string::npos) {
            return true;
        }
    }
    return parts.empty();
}

} // namespace

int main(int count, char** arguments) {
    const auto argument = [&](int i) { return std::string{i < count ? arguments[i] : ""}; };
    const std::string usage =
        argument(0) + " [budget [methods [problems [rows.csv]]]], budget >= 1";
    const std::int64_t budget =
        argument(1).empty() ? 10'000
                            : descent::benchmarks::positive<std::int64_t>(argument(1), usage);

    std::vector<Method> all = methods();
    all.erase(std::remove_if(all.begin() + 1, all.end(),
                             [&](const Method& m) { return !holds(m.name, argument(2)); }),
              all.end());
    const std::vector<Task> every = tasks();
    std::vector<Row> rows;
    for (const Task& task : every) {
        if (holds(task.group + ' ' + task.problem.name, argument(3))) {
            std::cerr << task.group << ' ' << task.problem.name << '\n';
            for (const Method& method : all) {
                rows.push_back(measure(task, method, budget));
            }
        }
    }
    const Results results{std::move(rows)};
    write_methods(results, all);
    write_pairs(results, all);
    write_times(results, all);
    write_default(results, all[0]);
    if (!argument(4).empty()) {
        write_csv(results, argument(4));
    }
}
